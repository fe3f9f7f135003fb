# Exits with the code of its second argument, as often as its first argument says, and stays after that. It counts in runs.txt.
echo run >> runs.txt
if [ "$(wc -l < runs.txt)" -le "$1" ]; then
    exit "$2"
fi
echo recovered
exec sleep 100000
