/** What `for await` loops over; `ends` is called whenever it begins to wait for the next value. */
export function watchedIterator(
  values: AsyncIterable<unknown> | Iterable<unknown>,
  ends: () => void,
): AsyncIterator<unknown> {
  const iterator =
    Symbol.asyncIterator in values
      ? values[Symbol.asyncIterator]()
      : settledIterator(values[Symbol.iterator]());
  return {
    next() {
      ends();
      return iterator.next();
    },
    return(value) {
      ends();
      return iterator.return?.(value) ?? Promise.resolve({ done: true, value });
    },
  };
}

// A value of an iterable may be a promise itself.
function settledIterator(iterator: Iterator<unknown>): AsyncIterator<unknown> {
  const settled = (result: IteratorResult<unknown>): Promise<IteratorResult<unknown>> =>
    Promise.resolve(result.value).then((value) => ({ value, done: result.done === true }));
  return {
    next: () => settled(iterator.next()),
    return: (value) => settled(iterator.return?.(value) ?? { value, done: true }),
  };
}
