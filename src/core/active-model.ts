/** A model as it was promoted. */
export interface PromotedModel {
  /** Its path, as `ModelSwitch.activate` takes it. */
  readonly folder: string;
  readonly sha256: string;
}

/** What is remembered from one start to the next. */
export interface RememberedModel extends PromotedModel {
  /** What was active before, to roll back to. */
  readonly previous?: PromotedModel | null | undefined;
}

/** Port: which model was promoted, so that the next start uses it again. */
export interface ActiveModelMemory {
  recall(): Promise<RememberedModel | null>;
  remember(model: RememberedModel): Promise<void>;
}
