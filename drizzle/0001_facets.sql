CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_sha256_unique` ON `api_keys` (`sha256`);--> statement-breakpoint
CREATE TABLE `days` (
	`day` integer NOT NULL,
	`model_id` integer NOT NULL,
	`count` integer NOT NULL,
	`confidence_sum` real NOT NULL,
	PRIMARY KEY(`day`, `model_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`key` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`prediction_id` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_age` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `memory` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `models` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` text NOT NULL,
	`sha256` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `models_identity` ON `models` (`sha256`,`name`,`version`);--> statement-breakpoint
CREATE TABLE `replay_answers` (
	`replay_id` text NOT NULL,
	`prediction_id` text NOT NULL,
	`image_id` text NOT NULL,
	`status` text NOT NULL,
	`digit` integer,
	`confidence` real NOT NULL,
	`text` text,
	`changed` integer NOT NULL,
	PRIMARY KEY(`replay_id`, `prediction_id`),
	FOREIGN KEY (`replay_id`) REFERENCES `replays`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `replay_answers_changed` ON `replay_answers` (`replay_id`,`changed`,`prediction_id`);--> statement-breakpoint
CREATE INDEX `replay_answers_image` ON `replay_answers` (`image_id`);--> statement-breakpoint
CREATE TABLE `replays` (
	`id` text PRIMARY KEY NOT NULL,
	`model_id` integer NOT NULL,
	`state` text NOT NULL,
	`scope` text DEFAULT 'recent' NOT NULL,
	`cursor` text,
	`total` integer NOT NULL,
	`done` integer NOT NULL,
	`changed` integer DEFAULT 0 NOT NULL,
	`summary` text DEFAULT '{}' NOT NULL,
	`error` text,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`model_id`) REFERENCES `models`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tallies` (
	`facet` integer NOT NULL,
	`day` integer NOT NULL,
	`count` integer NOT NULL,
	`confidence_sum` real NOT NULL,
	PRIMARY KEY(`facet`, `day`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `trash` (
	`id` text PRIMARY KEY NOT NULL,
	`image_id` text NOT NULL,
	`model_id` integer NOT NULL,
	`status` text NOT NULL,
	`digit` integer,
	`confidence` real NOT NULL,
	`probabilities` text NOT NULL,
	`reading` text,
	`decided_by` text,
	`label` integer,
	`sampled` integer DEFAULT false NOT NULL,
	`duration_ms` real NOT NULL,
	`created_at` integer NOT NULL,
	`deletion_id` text NOT NULL,
	`deleted_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`model_id`) REFERENCES `models`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `trash_deletion` ON `trash` (`deletion_id`);--> statement-breakpoint
CREATE INDEX `trash_image` ON `trash` (`image_id`);--> statement-breakpoint
CREATE INDEX `trash_age` ON `trash` (`deleted_at`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_labels` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`image_id` text NOT NULL,
	`digit` integer,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "labels_digit_range" CHECK("__new_labels"."digit" between 0 and 10),
	CONSTRAINT "labels_source_known" CHECK("__new_labels"."source" in ('client', 'person', 'import'))
);
--> statement-breakpoint
INSERT INTO `__new_labels`("id", "image_id", "digit", "source", "created_at") SELECT "id", "image_id", "digit", "source", "created_at" FROM `labels`;--> statement-breakpoint
DROP TABLE `labels`;--> statement-breakpoint
ALTER TABLE `__new_labels` RENAME TO `labels`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `labels_image` ON `labels` (`image_id`,`id`);--> statement-breakpoint
CREATE TABLE `__new_predictions` (
	`id` text PRIMARY KEY NOT NULL,
	`image_id` text NOT NULL,
	`model_id` integer NOT NULL,
	`status` text NOT NULL,
	`digit` integer,
	`confidence` real NOT NULL,
	`probabilities` text NOT NULL,
	`reading` text,
	`decided_by` text,
	`label` integer,
	`sampled` integer DEFAULT false NOT NULL,
	`duration_ms` real NOT NULL,
	`created_at` integer NOT NULL,
	`facet` integer GENERATED ALWAYS AS (((((("model_id" * 4 + case "status" when 'ok' then 0 when 'unsure' then 1 when 'blank' then 2 when 'multiple' then 3 end) * 11 + coalesce("digit", 10)) * 12 + coalesce("label", 11)) * 2 + "sampled") * 20 + min(19, cast("confidence" * 20 as integer)))) VIRTUAL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`model_id`) REFERENCES `models`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "predictions_status_known" CHECK("__new_predictions"."status" in ('ok', 'unsure', 'blank', 'multiple')),
	CONSTRAINT "predictions_digit_range" CHECK("__new_predictions"."digit" between 0 and 9),
	CONSTRAINT "predictions_label_range" CHECK("__new_predictions"."label" between 0 and 10),
	CONSTRAINT "predictions_confidence_range" CHECK("__new_predictions"."confidence" between 0 and 1),
	CONSTRAINT "predictions_probabilities_ten" CHECK(json_array_length("__new_predictions"."probabilities") = 10),
	CONSTRAINT "predictions_reading_if_multiple" CHECK("__new_predictions"."status" <> 'multiple' or "__new_predictions"."reading" is not null),
	CONSTRAINT "predictions_duration" CHECK("__new_predictions"."duration_ms" >= 0)
);
--> statement-breakpoint
INSERT INTO `models`("name", "version", "sha256", "created_at") SELECT "model_name", "model_version", "model_sha256", min("created_at") FROM `predictions` GROUP BY 1, 2, 3 ORDER BY 4;--> statement-breakpoint
INSERT INTO `__new_predictions`("id", "image_id", "model_id", "status", "digit", "confidence", "probabilities", "reading", "decided_by", "label", "duration_ms", "created_at") SELECT `old`."id", `old`."image_id", `models`."id", `old`."status", `old`."digit", `old`."confidence", `old`."probabilities", `old`."reading", `old`."decided_by", `old`."label", `old`."duration_ms", `old`."created_at" FROM `predictions` `old` JOIN `models` ON `models`."sha256" = `old`."model_sha256" AND `models`."name" = `old`."model_name" AND `models`."version" = `old`."model_version" ORDER BY `old`."id";--> statement-breakpoint
DROP TABLE `predictions`;--> statement-breakpoint
ALTER TABLE `__new_predictions` RENAME TO `predictions`;--> statement-breakpoint
CREATE INDEX `predictions_image` ON `predictions` (`image_id`);--> statement-breakpoint
CREATE INDEX `predictions_facet` ON `predictions` (`facet`,`id`);--> statement-breakpoint
INSERT INTO `tallies`("facet", "day", "count", "confidence_sum") SELECT "facet", "created_at" / 86400000, count(*), sum("confidence") FROM `predictions` GROUP BY 1, 2;--> statement-breakpoint
INSERT INTO `days`("day", "model_id", "count", "confidence_sum") SELECT "created_at" / 86400000, "model_id", count(*), sum("confidence") FROM `predictions` GROUP BY 1, 2;--> statement-breakpoint
CREATE TRIGGER `predictions_inserted` AFTER INSERT ON `predictions` BEGIN
	INSERT INTO `tallies`("facet", "day", "count", "confidence_sum") VALUES (new."facet", new."created_at" / 86400000, 1, new."confidence")
		ON CONFLICT("facet", "day") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
	INSERT INTO `days`("day", "model_id", "count", "confidence_sum") VALUES (new."created_at" / 86400000, new."model_id", 1, new."confidence")
		ON CONFLICT("day", "model_id") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
END;--> statement-breakpoint
CREATE TRIGGER `predictions_deleted` AFTER DELETE ON `predictions` BEGIN
	UPDATE `tallies` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "facet" = old."facet" AND "day" = old."created_at" / 86400000;
	DELETE FROM `tallies` WHERE "facet" = old."facet" AND "day" = old."created_at" / 86400000 AND "count" <= 0;
	UPDATE `days` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id";
	DELETE FROM `days` WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id" AND "count" <= 0;
END;--> statement-breakpoint
CREATE TRIGGER `predictions_updated` AFTER UPDATE OF "model_id", "status", "digit", "confidence", "label", "sampled", "created_at" ON `predictions`
WHEN old."facet" <> new."facet" OR old."confidence" <> new."confidence" OR old."created_at" <> new."created_at" BEGIN
	UPDATE `tallies` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "facet" = old."facet" AND "day" = old."created_at" / 86400000;
	DELETE FROM `tallies` WHERE "facet" = old."facet" AND "day" = old."created_at" / 86400000 AND "count" <= 0;
	UPDATE `days` SET "count" = "count" - 1, "confidence_sum" = "confidence_sum" - old."confidence" WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id";
	DELETE FROM `days` WHERE "day" = old."created_at" / 86400000 AND "model_id" = old."model_id" AND "count" <= 0;
	INSERT INTO `tallies`("facet", "day", "count", "confidence_sum") VALUES (new."facet", new."created_at" / 86400000, 1, new."confidence")
		ON CONFLICT("facet", "day") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
	INSERT INTO `days`("day", "model_id", "count", "confidence_sum") VALUES (new."created_at" / 86400000, new."model_id", 1, new."confidence")
		ON CONFLICT("day", "model_id") DO UPDATE SET "count" = "count" + 1, "confidence_sum" = "confidence_sum" + excluded."confidence_sum";
END;
