#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/../service/node" --max-semi-space-size=4 "$here/../service/boot.cjs" vigilot "$@"
