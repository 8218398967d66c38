CREATE INDEX number_waba ON number (waba_id);
