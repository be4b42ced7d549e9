"""The adapter of the model ports on Amazon Bedrock; the only place that knows the vendor's SDK.

The SDK takes about a second to import, so nothing here imports it before it is needed.
"""
