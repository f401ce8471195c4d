DROP INDEX `images_sha256_unique`;--> statement-breakpoint
CREATE UNIQUE INDEX `images_content` ON `images` (unhex(substr("sha256", 1, 32)));