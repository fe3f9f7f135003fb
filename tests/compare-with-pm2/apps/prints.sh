# Prints to both streams and stays.
printf 'first line\nsecond line\n'
printf 'a complaint\n' >&2
exec sleep 100000
