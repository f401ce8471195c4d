/** The model cannot be used as it lies there. The message is one sentence for whoever starts the service. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  constructor(problem: string, options?: ErrorOptions) {
    super(`Cannot use the model: ${problem}`, options);
  }
}
