"""Gold x analyses -> metrics. Also reads the marked corpus and lays its marks over parsed documents."""
