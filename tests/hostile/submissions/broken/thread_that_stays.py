"""A thread is started that never ends, which keeps its process alive."""

import threading

threading.Thread(target=threading.Event().wait).start()
