# Says as whom it runs, and stays.
echo "uid $(id -un)"
echo "gid $(id -gn)"
exec sleep 100000
