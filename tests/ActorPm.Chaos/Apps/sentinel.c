// A process that is none of ActorPm's business. It tells of every signal that it gets: sentinel FILE [anything that makes it look like an app]
// gcc -O1 -o sentinel sentinel.c
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count < 2) return 2;
  sigset_t all;
  siginfo_t who;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, 0);
  int told = open(arguments[1], O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  // Without its harness it has no reason to live.
  for (pid_t parent = getppid(); parent == getppid();) {
    struct timespec second = { 1, 0 };
    int signal = sigtimedwait(&all, &who, &second);
    if (signal > 0) dprintf(told, "signal %d from process %d\n", signal, who.si_pid);
  }
}
