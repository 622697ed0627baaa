/** A figure that the sport does not have; `known` are those that it has. */
export class UnknownFigureError extends Error {
  override readonly name = 'UnknownFigureError';
  readonly known: readonly string[];

  constructor(figure: string, known: readonly string[]) {
    super(`there is no figure "${figure}": choose one of ${known.join(', ')}`);
    this.known = known;
  }
}
