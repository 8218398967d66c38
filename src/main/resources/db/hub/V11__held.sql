-- What is given up after its days is found by its age.
CREATE INDEX held_arrival ON held (arrived_at) WHERE phone_number_id IS NOT NULL;
