-- Every capture writes anew when most series were seen last. A page with room for the new rows keeps them beside the old
-- ones, so that no index has to follow; pages that are full already get their room as their rows are written anew.
ALTER TABLE "odds_current" SET (fillfactor = 50);
