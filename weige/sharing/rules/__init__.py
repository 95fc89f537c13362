"""What GeoReport v2 says, without a database: parameters, attributes, faults, XML and JSON."""
