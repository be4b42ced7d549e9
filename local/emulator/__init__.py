"""`make deploy-local`: the CDK app deployed for real, to an emulator on loopback."""
