DROP TRIGGER `predictions_inserted`;--> statement-breakpoint
DROP TRIGGER `predictions_deleted`;--> statement-breakpoint
DROP TRIGGER `predictions_updated`;--> statement-breakpoint
CREATE TABLE `facets` (
	`facet` integer PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`confidence_sum` real NOT NULL
);
--> statement-breakpoint
INSERT INTO `facets`("facet", "count", "confidence_sum") SELECT "facet", sum("count"), sum("confidence_sum") FROM `tallies` GROUP BY 1;--> statement-breakpoint
CREATE TABLE `__new_tallies` (
	`facet` integer NOT NULL,
	`day` integer NOT NULL,
	`count` integer NOT NULL,
	`confidence_sum` real NOT NULL,
	PRIMARY KEY(`day`, `facet`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_tallies`("facet", "day", "count", "confidence_sum") SELECT "facet", "day", "count", "confidence_sum" FROM `tallies` ORDER BY "day", "facet";--> statement-breakpoint
DROP TABLE `tallies`;--> statement-breakpoint
ALTER TABLE `__new_tallies` RENAME TO `tallies`;--> statement-breakpoint
CREATE TRIGGER `predictions_inserted` AFTER INSERT ON `predictions` BEGIN
	INSERT INTO `facets`("facet", "count", "confidence_sum") VALUES (new."facet", 1, new."confidence")
		ON CONFLICT("facet") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
	INSERT INTO `tallies`("day", "facet", "count", "confidence_sum") VALUES (new."created_at" / 86400000, new."facet", 1, new."confidence")
		ON CONFLICT("day", "facet") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
	INSERT INTO `days`("day", "model_id", "count", "confidence_sum") VALUES (new."created_at" / 86400000, new."model_id", 1, new."confidence")
		ON CONFLICT("day", "model_id") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
END;--> statement-breakpoint
CREATE TRIGGER `predictions_deleted` AFTER DELETE ON `predictions` BEGIN
	UPDATE `facets` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "facet" = old."facet";
	DELETE FROM `facets` WHERE "facet" = old."facet" AND "count" <= 0;
	UPDATE `tallies` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "day" = old."created_at" / 86400000 AND "facet" = old."facet";
	DELETE FROM `tallies` WHERE "day" = old."created_at" / 86400000 AND "facet" = old."facet" AND "count" <= 0;
	UPDATE `days` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id";
	DELETE FROM `days` WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id" AND "count" <= 0;
END;--> statement-breakpoint
CREATE TRIGGER `predictions_updated` AFTER UPDATE OF "model_id", "status", "digit", "confidence", "label", "sampled", "created_at" ON `predictions`
WHEN old."facet" <> new."facet" OR old."confidence" <> new."confidence" OR old."created_at" <> new."created_at" BEGIN
	UPDATE `facets` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "facet" = old."facet";
	DELETE FROM `facets` WHERE "facet" = old."facet" AND "count" <= 0;
	UPDATE `tallies` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "day" = old."created_at" / 86400000 AND "facet" = old."facet";
	DELETE FROM `tallies` WHERE "day" = old."created_at" / 86400000 AND "facet" = old."facet" AND "count" <= 0;
	UPDATE `days` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id";
	DELETE FROM `days` WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id" AND "count" <= 0;
	INSERT INTO `facets`("facet", "count", "confidence_sum") VALUES (new."facet", 1, new."confidence")
		ON CONFLICT("facet") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
	INSERT INTO `tallies`("day", "facet", "count", "confidence_sum") VALUES (new."created_at" / 86400000, new."facet", 1, new."confidence")
		ON CONFLICT("day", "facet") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
	INSERT INTO `days`("day", "model_id", "count", "confidence_sum") VALUES (new."created_at" / 86400000, new."model_id", 1, new."confidence")
		ON CONFLICT("day", "model_id") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
END;
