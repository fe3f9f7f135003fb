// Writes numbered lines to its standard output until it is told to stop: logger APP MICROSECONDS plain|big|family
// A line is `L APP RUN NUMBER NANOSECONDS x…|` where the number of x is NUMBER modulo 40. How many lines the kernel has taken is kept in a file of the run
// below CHAOS_DIR, so that the reader of the log knows what is missing at the end. `big` writes hundreds of lines by one call, more than a pipe takes at once.
// `family` starts a descendant that leaves the session and its parent. gcc -O1 -o logger logger.c
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINES_OF_BIG = 500, LONGEST = 160 };

static volatile sig_atomic_t ends;
static void end(int signal) { (void)signal; ends = 1; }

static long long nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void flee(const char *program) {
  if (fork() == 0) {
    setsid();
    execl(program, program, "descendant", (char *)0);
    _exit(1);
  }
}

// The first child of `flee` is known by its argument before it forks again: at no time do two processes look like the instance.
static int descendant(void) {
  if (fork() != 0) _exit(0);
  for (;;) pause();
}

int main(int count, char **arguments) {
  static char text[LINES_OF_BIG * LONGEST], path[4096];
  if (count == 2 && !strcmp(arguments[1], "descendant")) return descendant();
  if (count < 4 || !getenv("CHAOS_DIR")) return 2;
  const char *app = arguments[1];
  int interval = atoi(arguments[2]), lines = strcmp(arguments[3], "big") ? 1 : LINES_OF_BIG;
  signal(SIGINT, end);
  signal(SIGTERM, end);
  if (!strcmp(arguments[3], "family")) flee("/proc/self/exe");

  long long run = nanoseconds(), number = 0;
  snprintf(path, sizeof path, "%s/runs/%s %d-%lld", getenv("CHAOS_DIR"), app, getpid(), run);
  int written = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (written < 0) return 3;
  while (!ends) {
    size_t length = 0, done = 0;
    for (int line = 1; line <= lines; line++) {
      int pad = (number + line) % 40;
      length += sprintf(text + length, "L %s %d-%lld %lld %lld %.*s|\n", app, getpid(), run, number + line, nanoseconds(), pad, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    }
    while (done < length) {
      ssize_t now = write(1, text + done, length - done);
      if (now < 0 && errno != EINTR) return 4;
      if (now > 0) done += now;
    }
    number += lines;
    if (pwrite(written, &number, sizeof number, 0) != sizeof number) return 5;
    usleep(interval);
  }
  return 0;
}
