-- Below the street a grid's counters are of its own tickets: a community's are no longer those of its unit grids too, which
-- are added up when somebody asks. Of what folding writes, a quarter were rows of communities.
INSERT INTO counters (counter, detail, grain, digits, grid_code, day, category, programme, role, n)
SELECT counter, detail, grain, 12, substr(grid_code, 1, 12), day, category, programme, role, CAST(-sum(n) AS BIGINT)
  FROM counters
 WHERE digits = 15
 GROUP BY counter, detail, grain, substr(grid_code, 1, 12), day, category, programme, role
    ON CONFLICT (counter, detail, grain, digits, grid_code, day, category, programme, role)
    DO UPDATE SET n = counters.n + excluded.n;

DELETE FROM counters WHERE digits = 12 AND n = 0;
