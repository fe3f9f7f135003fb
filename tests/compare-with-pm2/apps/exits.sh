# Exits at once with the code that its argument names.
echo "exiting with ${1:-1}"
exit "${1:-1}"
