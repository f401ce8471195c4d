CREATE TABLE `image_bytes` (
	`image_id` text PRIMARY KEY NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `images` (
	`id` text PRIMARY KEY NOT NULL,
	`sha256` text NOT NULL,
	`media_type` text NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`byte_length` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "images_sha256" CHECK(length("images"."sha256") = 64),
	CONSTRAINT "images_media_type" CHECK("images"."media_type" like 'image/%'),
	CONSTRAINT "images_size" CHECK("images"."width" > 0 and "images"."height" > 0 and "images"."byte_length" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `images_sha256_unique` ON `images` (`sha256`);--> statement-breakpoint
CREATE TABLE `labels` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`image_id` text NOT NULL,
	`digit` integer NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "labels_digit_range" CHECK("labels"."digit" between 0 and 9),
	CONSTRAINT "labels_source_known" CHECK("labels"."source" in ('client', 'person', 'import'))
);
--> statement-breakpoint
CREATE INDEX `labels_image` ON `labels` (`image_id`,`id`);--> statement-breakpoint
CREATE TABLE `predictions` (
	`id` text PRIMARY KEY NOT NULL,
	`image_id` text NOT NULL,
	`model_name` text NOT NULL,
	`model_version` text NOT NULL,
	`model_sha256` text NOT NULL,
	`status` text NOT NULL,
	`digit` integer,
	`confidence` real NOT NULL,
	`probabilities` text NOT NULL,
	`reading` text,
	`decided_by` text,
	`label` integer,
	`duration_ms` real NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "predictions_status_known" CHECK("predictions"."status" in ('ok', 'unsure', 'blank', 'multiple')),
	CONSTRAINT "predictions_digit_range" CHECK("predictions"."digit" between 0 and 9),
	CONSTRAINT "predictions_label_range" CHECK("predictions"."label" between 0 and 9),
	CONSTRAINT "predictions_confidence_range" CHECK("predictions"."confidence" between 0 and 1),
	CONSTRAINT "predictions_probabilities_ten" CHECK(json_array_length("predictions"."probabilities") = 10),
	CONSTRAINT "predictions_reading_if_multiple" CHECK("predictions"."status" <> 'multiple' or "predictions"."reading" is not null),
	CONSTRAINT "predictions_duration" CHECK("predictions"."duration_ms" >= 0)
);
--> statement-breakpoint
CREATE INDEX `predictions_image` ON `predictions` (`image_id`);--> statement-breakpoint
CREATE INDEX `predictions_digit` ON `predictions` (`digit`,`id`);--> statement-breakpoint
CREATE INDEX `predictions_status` ON `predictions` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `predictions_model` ON `predictions` (`model_version`,`id`);--> statement-breakpoint
CREATE INDEX `predictions_label` ON `predictions` (`label`,`id`);--> statement-breakpoint
CREATE INDEX `predictions_labelled` ON `predictions` (`id`) WHERE "label" is not null;--> statement-breakpoint
CREATE INDEX `predictions_time` ON `predictions` (`created_at`,`id`);