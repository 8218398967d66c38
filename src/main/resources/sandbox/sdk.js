// Stands in for Meta's JavaScript SDK: FB.init and FB.login as pages call them. The dialog that it
// opens is the sandbox's.
(() => {
  const { origin } = new URL(document.currentScript.src);
  const NOTHING = { authResponse: null, status: 'unknown' };
  let app = {};

  function login(callback, options) {
    const query = new URLSearchParams({
      page: location.origin,
      app: app.appId ?? '',
      config: options.config_id ?? '',
      extras: JSON.stringify(options.extras ?? {}),
    });
    const popup = window.open(`${origin}/sandbox/dialog?${query}`, '', 'width=560,height=780');
    if (!popup) {
      callback(NOTHING);
      return;
    }
    let closed = 0;
    const timer = setInterval(() => {
      // What it posted last may still be on its way.
      closed += popup.closed ? 1 : 0;
      if (closed > 1) {
        end(NOTHING);
      }
    }, 200);
    const hear = (event) => {
      if (event.origin === origin && event.source === popup && event.data?.sandbox === 'login') {
        const { code } = event.data;
        end({ authResponse: { code }, status: 'connected' });
      }
    };
    const end = (response) => {
      clearInterval(timer);
      window.removeEventListener('message', hear);
      callback(response);
    };
    window.addEventListener('message', hear);
  }

  window.FB = {
    init(options) {
      app = options;
    },
    login,
  };
  window.fbAsyncInit?.();
})();
