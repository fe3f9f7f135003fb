# Each version has a folder of its own, /usr/lib/actorpm/VERSION, made of hard links to what dpkg unpacked; "current" leads to the newest. A daemon loads parts of its
# program when they are first needed, and goes back to its program when an update fails: so a folder stays as long as a process runs from it.
lib="${DPKG_ROOT:-}/usr/lib/actorpm"

# The processes that run a program of a folder.
running() {
    for exe in /proc/[0-9]*/exe; do
        case "$(readlink "$exe" 2>/dev/null)" in
            "$1"/*) pid="${exe#/proc/}"; echo "${pid%/exe}" ;;
        esac
    done
}

# Without /proc nobody knows; then a folder is in use.
in_use() {
    [ ! -e /proc/self/exe ] || [ -n "$(running "$1")" ]
}

# The folders of versions.
versions() {
    for folder in "$lib"/*; do
        if [ -d "$folder" ] && [ ! -L "$folder" ] && [ "$folder" != "$lib/unpacked" ]; then
            echo "$folder"
        fi
    done
}

# Removes those that nothing runs from, but for one.
sweep() {
    versions | while read -r folder; do
        if [ "$folder" != "$1" ] && ! in_use "$folder"; then
            rm -rf "$folder"
        fi
    done
}

# The home of a daemon.
home_of() {
    tr '\0' '\n' 2>/dev/null <"/proc/$1/environ" | sed -n 's/^APM_HOME=//p' | head -n 1
}
