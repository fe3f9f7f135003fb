#!/bin/sh
# Prints a numbered line each second.
n=0
while :; do
    n=$((n + 1))
    echo "tick $n of $$"
    sleep 1
done
