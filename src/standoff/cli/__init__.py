"""The command line: one command a file, loaded only when it is called."""

import click


@click.group()
def main() -> None:
    """Under which conditions is each way of deterring right, and how would we know?"""
