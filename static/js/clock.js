// Time as the page's machines take it, so that a test can wind it.

export const clock = {
  now: () => performance.now(),

  /** Runs `work` once after `ms`; returns what calls it off. */
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
