# Prints the variables that its arguments name, as they are when it starts.
for asked_for in "$@"; do
    echo "$asked_for=${!asked_for-(unset)}"
done
exec sleep 100000
