/** It has no types of its own; this is all that is used of it. */
declare module 'toasted-notifier' {
  const notifier: {
    notify(
      notice: { readonly title: string; readonly message: string },
      onEnd: (error: unknown) => void,
    ): void;
  };
  export default notifier;
}
