/** Finds an element of a form by its `data-` name. @throws Error when the page lacks it: our own mistake. */
export type Part = <T extends Element = HTMLElement>(name: string) => T;

export const finder =
  (root: ParentNode): Part =>
  <T extends Element = HTMLElement>(name: string): T => {
    const element = root.querySelector<T>(`[data-${name}]`);
    if (element === null) throw new Error(`Cannot enhance the page: data-${name} is missing`);
    return element;
  };
