"""Sessions written by code alone."""

from libs.training_program.writer.session import write_session

__all__ = ["write_session"]
