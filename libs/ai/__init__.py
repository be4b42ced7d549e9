"""Language models behind ports: requests name a tier, adapters name a model."""
