"""Many deployments: fleets that are described, made up, and reported by one or many workers."""
