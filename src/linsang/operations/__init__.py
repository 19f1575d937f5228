"""What people and machines ask for, one verb each."""
