from digests.store.lean import leave_out_the_mapper

leave_out_the_mapper()
