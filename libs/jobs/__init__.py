"""Background builds as jobs: state machine, step ledger, runner, start. No AWS in here."""
