"""The ledger: who said what, whom it binds, since when; the deeds beside it; and the sources of both."""
