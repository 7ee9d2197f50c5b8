@rem npm's scripts start with `exec`, so that no shell stands between npm and the process that a
@rem signal is meant for. Windows knows no such command and finds this one, which runs the rest.
@%*
