"""Attacks over HTTP on both functions: forged tokens, foreign ids, injected text, hostile bytes.

Every test looks at the status and at what is stored: no attack may be accepted or leave an effect.
"""
