"""The paper that goes out to the polling stations: result forms whose barcode and serial number `receive` knows when they come back."""
