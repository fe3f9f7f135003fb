# Prints lines and the beginning of one at once, and the rest of it later.
printf 'one\ntwo\npart'
sleep 0.5
printf 'ial\nlast\n'
exec sleep 100000
