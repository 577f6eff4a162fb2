-- Names this session $1, so that others can be told who it is; its server ends soon after the program does.
select set_config('application_name', $1, false), set_config('client_connection_check_interval', '1s', false)
