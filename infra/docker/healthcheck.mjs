// Ends well when the service in this container may take traffic. Plain JavaScript: it runs every few seconds, and has no types to take away.
try {
  const answer = await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`, { signal: AbortSignal.timeout(2_500) });
  console.log((await answer.text()).trim());
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.log(`no answer: ${error.cause?.code ?? error.message}`);
  process.exitCode = 1;
}
