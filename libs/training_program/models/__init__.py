"""Typed values of the program engine, in the order they come into being.

`TrainingRequest` (asked) -> `Plan` (coached) -> `Blueprint` with `SlotGrid` and
`ProgressionLedger` (computed) -> `Program` (written, expanded) -> `ReportCard` (checked).
"""
