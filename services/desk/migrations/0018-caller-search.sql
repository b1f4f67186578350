-- What the telephone platform said of callers is looked up by people who answer for data protection: not in every event of every call.
CREATE INDEX call_events_started ON call_events (call_id) WHERE kind = 'callStarted';
