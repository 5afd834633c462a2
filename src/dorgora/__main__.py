"""`python -m dorgora` is the `dorgora` command."""

from dorgora.config.cli import main

main()
