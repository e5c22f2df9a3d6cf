/* Runs before Gradio starts. */
(() => {
  // Gradio takes its own words (拖放文件…) in the browser's language; these pages are Chinese in any browser but an English one.
  if (document.documentElement.lang !== 'en') {
    Object.defineProperty(navigator, 'language', { get: () => 'zh-CN' });
    Object.defineProperty(navigator, 'languages', { get: () => ['zh-CN', 'zh'] });
  }

  // Gradio's notices have no Chinese, and its messages are read out with their markup.
  const chinese = document.documentElement.lang !== 'en';
  const notices = [
    [/^file\(s\) exceed/i, '文件太大，请拆分后再上传。'], // and their names, which may be Chinese
    [/queue is full|currently busy/i, '现在提问的人太多，请稍后再试。'],
    [/connection|network|fetch|failed to/i, '与政问的连接断开了，请确认程序还在运行，然后刷新页面。'],
    [/size|too large|413/i, '文件太大，请拆分后再上传。'],
  ];
  const labels = [
    ['"user\'s message:', '问题'],
    ['"bot\'s message:', '答复'],
    ...(chinese ? [['"Click to upload or drop files"', '点击上传，或把文件拖到这里'], ['"chatbot conversation"', '问答记录'], ['"Close"', '关闭']] : []),
  ];
  const mend = () => {
    for (const [english, said] of labels) {
      const how = english.endsWith('"') ? `[aria-label=${english}]` : `[aria-label^=${english}"]`;
      for (const named of document.querySelectorAll(how)) named.ariaLabel = said;
    }
    // Gradio has no word for a button that stays pressed
    for (const button of document.querySelectorAll('#zw-remark-wrong, #zw-remark-miscited')) {
      button.ariaPressed = button.classList.contains('primary');
    }
    for (const notice of chinese ? document.querySelectorAll('.toast-title, .toast-message-text') : []) {
      const said = notice.textContent.trim();
      if (!/^[\x00-\x7f]*[a-z]{3}/i.test(said) || (!notices[0][0].test(said) && /[\u4e00-\u9fff]/.test(said))) continue;
      const known = notices.find(([pattern]) => pattern.test(said));
      notice.textContent = notice.matches('.toast-title') ? '提示' : known ? known[1] : '操作没有完成，请再试一次。';
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(mend).observe(document.body, {
      childList: true, subtree: true, attributes: true, attributeFilter: ['class'],
    });
  });

  // What opens below the conversation takes its room: the end of what was in sight stays there.
  const heights = new WeakMap();
  const room = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const before = heights.get(target);
      heights.set(target, target.clientHeight);
      if (before) target.scrollTop += before - target.clientHeight;
    }
  });
  const watchRoom = () => {
    const talk = document.querySelector('#zw-chat .bubble-wrap');
    if (talk && !heights.has(talk)) {
      heights.set(talk, talk.clientHeight);
      room.observe(talk);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(watchRoom).observe(document.body, { childList: true, subtree: true });
  });

  // A session that has ended: nothing on this page works any more, so it gives way to the sign-in page. A question
  // that was typed is there again after it, for whoever comes back soon.
  const TYPED = 'zw-typed', SOON = 30 * 60 * 1000;
  const typed = () => document.querySelector('#zw-question textarea');
  const sent = window.fetch;
  window.fetch = async (...request) => {
    const answer = await sent(...request);
    if (answer.status === 401) {
      const words = typed() ? typed().value : '';
      if (words) sessionStorage.setItem(TYPED, JSON.stringify({ words, at: Date.now() }));
      location.assign('/signin?ended');
    }
    return answer;
  };
  const fill = (box, words) => { // as if typed: Gradio hears of it
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, words);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const giveBack = () => {
    const kept = sessionStorage.getItem(TYPED);
    if (!kept || !typed()) return;
    sessionStorage.removeItem(TYPED);
    const { words, at } = JSON.parse(kept);
    if (Date.now() - at >= SOON) return;
    // while it starts, Gradio may empty the box once more
    const again = setInterval(() => { if (typed() && !typed().value) fill(typed(), words); }, 100);
    const stop = () => clearInterval(again);
    setTimeout(stop, 3000);
    ['keydown', 'pointerdown'].forEach((own) => document.addEventListener(own, stop, { once: true, capture: true }));
  };
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(giveBack).observe(document.body, { childList: true, subtree: true });
  });

  // Esc stops what is being answered, or leaves a question that was taken up again as it was.
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    const button = ['zw-stop', 'zw-edit-leave'].map((id) => document.getElementById(id)).find((b) => b && b.offsetParent);
    if (button) button.click();
  });
  // A question that is taken up again is changed next.
  document.addEventListener('click', (event) => {
    if (event.target.closest && event.target.closest('a.zw-edit')) document.querySelector('#zw-question textarea').focus();
  }, true);

  // An answer is taken along as words: its sentences, and below them where they stand.
  const copied = async (text) => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const box = document.createElement('textarea'); // at another computer's plain address there is no clipboard
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  };
  document.addEventListener('click', async (event) => {
    const link = event.target.closest && event.target.closest('a.zw-copy');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const said = link.closest('.zw-answer').querySelectorAll('p:not(.zw-note, .zw-state), .zw-sources li');
    await copied([...said].map((line) => line.innerText.trim()).join('\n'));
    link.textContent = '已复制';
    setTimeout(() => { link.textContent = '复制'; }, 2000);
  }, true);

  // Where the columns stand one below the other, what a click shows may lie far below or above: it is led to.
  const shownIn = [
    ['a[href*="#c-"], #zw-past', 'zw-source'],
    ['a[href*="#k-open-"]', 'zw-chat'],
    ['a[href*="#d-"]', 'zw-card'],
    ['#zw-make', 'zw-letter'],
    ['#zw-batch-begin', 'zw-batch-view'],
  ];
  let cameFrom = null;
  let drawn = new MutationObserver(() => {});
  for (const own of ['keydown', 'wheel', 'touchmove']) { // whoever has gone on is not led back
    document.addEventListener(own, () => drawn.disconnect(), { capture: true, passive: true });
  }
  document.addEventListener('click', (event) => {
    drawn.disconnect();
    if (event.target.closest && event.target.closest('.zw-return')) {
      const there = cameFrom && cameFrom.isConnected ? cameFrom : document.getElementById('zw-talk');
      there.scrollIntoView({ block: 'center' });
      return;
    }
    const found = event.target.closest && shownIn.find(([clicked]) => event.target.closest(clicked));
    const pane = found && document.getElementById(found[1]);
    if (!pane) return;
    if (found[1] === 'zw-source') cameFrom = event.target;
    const lead = () => {
      const { top, bottom } = pane.getBoundingClientRect();
      if (top > innerHeight - 160 || bottom < 160) pane.scrollIntoView();
    };
    lead();
    let soon;
    drawn = new MutationObserver(() => { // before it was drawn there may have been no room for it
      clearTimeout(soon);
      soon = setTimeout(lead, 150);
    });
    drawn.observe(pane, { childList: true, subtree: true });
  }, true);

  // How far a batch is, said to whoever does not see it: its states, and each quarter of the way. The page draws it anew
  // all the time, which would not be read out, or all the time.
  const live = document.createElement('div');
  live.id = 'zw-live';
  live.setAttribute('role', 'status');
  let told = '';
  const announce = () => {
    const state = document.querySelector('.zw-batch-state'), track = document.querySelector('.zw-batch .zw-track');
    if (!state || !track) return;
    const quarter = Math.floor(track.getAttribute('aria-valuenow') / 25) * 25;
    const share = state.matches('.zw-batch-running') ? ` ${quarter}%` : '';
    if (told === state.textContent + share) return;
    told = state.textContent + share;
    const words = document.createElement('span'); // alone, so that it is found in the list of English words
    words.textContent = state.textContent;
    live.replaceChildren(words, share);
  };
  document.addEventListener('DOMContentLoaded', () => {
    document.body.append(live);
    new MutationObserver(announce).observe(document.body, { childList: true, subtree: true });
  });

  // Enter that only picks a word in an input method must not send the question.
  const composing = (event) => {
    if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
  };
  window.addEventListener('keydown', composing, true);
  window.addEventListener('keypress', composing, true);
})();
