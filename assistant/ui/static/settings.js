/* A backup that is being made: how far it is. Without this script the page is reloaded by hand. */
(() => {
  const bar = document.querySelector('#backup progress');
  if (!bar) return;
  let failed = 0;
  const look = async () => {
    try {
      const told = await (await fetch('/settings/backup', { cache: 'no-store' })).json();
      failed = 0;
      if (told.state !== 'running') return location.replace('/settings?made=1#backup');
      if (told.total) {
        bar.max = told.total;
        bar.value = told.done;
        document.getElementById('backup-words').textContent = `已备份${told.done}MB，共${told.total}MB。`;
      }
    } catch {
      failed += 1; // the server may be busy or gone; whoever reloads sees
    }
    if (failed < 10) setTimeout(look, 1000);
  };
  setTimeout(look, 500);
})();
