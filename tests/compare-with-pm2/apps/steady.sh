# Prints a line and stays.
echo "started with: $*"
exec sleep 100000
