-- The accounts of the table `book`, by hand; see by_hand.py.
WITH lines AS (
    SELECT *, greatest(-revenue, 0) AS back, paid_date IS NOT NULL AND paid_date <= (SELECT max(date) FROM book) AS paid,
           (SELECT max(date) FROM book) AS today
    FROM book WHERE customer_id IS NOT NULL
), late AS (
    SELECT *, CASE WHEN due_date IS NOT NULL AND revenue > 0 AND (paid OR due_date < today) THEN revenue ELSE 0 END AS billed,
           greatest(date_diff('day', due_date, CASE WHEN paid THEN paid_date ELSE today END), 0) AS days
    FROM lines
), whole AS (
    SELECT customer_id, sum(revenue) AS revenue, sum(cost) AS cost, sum(CASE WHEN cost IS NULL THEN revenue ELSE 0 END) AS uncosted,
           count(*) AS lines, sum(CASE WHEN order_type = 'return' THEN back END) AS returned,
           sum(CASE WHEN order_type <> 'return' THEN back END) AS credited, sum(discount) AS discount,
           count(DISTINCT product) AS products, sum(billed * days) / nullif(sum(billed), 0) AS days_late
    FROM late GROUP BY ALL
), parts AS (
    SELECT customer_id, order_id, date, sum(revenue) AS part FROM lines GROUP BY ALL
), orders AS (
    SELECT customer_id, order_id, sum(part) AS whole, FROM parts GROUP BY ALL
), by_order AS (
    SELECT customer_id, count(*) FILTER (whole >= 0.00005) AS orders, max(whole) AS largest_order FROM orders GROUP BY ALL
), months AS (
    SELECT customer_id, date_trunc('month', date) AS month, sum(part) AS part FROM parts GROUP BY ALL
), by_month AS (
    SELECT customer_id, max(part) AS best_month FROM months GROUP BY ALL
), days AS (
    SELECT DISTINCT customer_id, date FROM parts JOIN orders USING (customer_id, order_id)
    WHERE part >= 0.00005 AND whole >= 0.00005
), gaps AS (
    SELECT customer_id, date, date_diff('day', lag(date) OVER (PARTITION BY customer_id ORDER BY date), date) AS gap FROM days
), by_day AS (
    SELECT customer_id, min(date) AS first_date, max(date) AS last_date, count(DISTINCT date_trunc('month', date)) AS months,
           avg(gap) AS interval_days, stddev_pop(gap) / avg(gap) AS interval_cv FROM gaps GROUP BY ALL
)
SELECT *, revenue - uncosted - cost AS profit, profit / (revenue - uncosted) AS margin,
       largest_order / nullif(greatest(revenue, 0), 0) AS order_share, best_month / nullif(greatest(revenue, 0), 0) AS month_share,
       date_diff('day', last_date, (SELECT max(date) FROM book)) AS recency
FROM whole JOIN by_order USING (customer_id) JOIN by_month USING (customer_id) LEFT JOIN by_day USING (customer_id)
ORDER BY customer_id
