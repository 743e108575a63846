"""What programs tell about themselves, for those who cannot see them: AT-SPI2 on Linux."""
