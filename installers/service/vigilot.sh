#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/../service/node" "$here/../service/boot.cjs" vigilot "$@"
