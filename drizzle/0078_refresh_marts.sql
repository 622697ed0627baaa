-- Only its owner may refresh a materialized view: a role that works without owning the tables asks by this function.
CREATE FUNCTION refresh_mart(view_name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF view_name NOT LIKE 'mv\_%' THEN
        RAISE EXCEPTION '% is no materialized view of queries', view_name;
    END IF;
    EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY %I', view_name);
END
$$;
