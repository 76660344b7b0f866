"""Draft ledger rows from a text: who said what, found by rule, for a person to accept or mend."""
