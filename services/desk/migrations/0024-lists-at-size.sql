-- Calls with an alert are few: the choices of a search name their alerts, and supervisors look for them.
CREATE INDEX call_index_alerts ON call_index (started_at DESC, call_id DESC) WHERE cardinality(alerts) > 0;
